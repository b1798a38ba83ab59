// Posts that people might have written; all of them are made up.

const troubles = [
  "acme, my line is broken again",
  "no signal at all with acme since breakfast",
  "@acme.com your router is useless, third one this month",
  "I am leaving acme, nobody picks up the phone",
  "is there an acme outage in the north? everything is down here",
  "acme the app wants me to cancel the order twice",
];
const people = [
  ["mira", "Mira Halden"], ["tobi", "Tobi Renk"], ["asha", "Asha Vell"], ["jonas", "Jonas Okafor"],
  ["lin", "Lin Sørby"], ["paolo", "Paolo Dente"], ["ines", "Inês Caldas"], ["yuki", "ゆき"],
];

/** A post that the tests' pack raises an alert for, in a conversation of its own. */
export function complaint(number, more = {}) {
  const [handle, name] = people[number % people.length];
  return {
    id: `p${number}`, source: "test", created_at: new Date().toISOString(), lang: "en",
    text: `${troubles[number % troubles.length]} (ticket ${number})`,
    author: { id: `a${number}`, handle: `${handle}${number}.example`, name, followers: 40 + (number * 37) % 900 },
    ...more,
  };
}

export const complaints = (from, count) => Array.from({ length: count }, (_, i) => complaint(from + i));
