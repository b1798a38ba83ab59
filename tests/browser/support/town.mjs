// A day in the life of Acme Telecom, for pictures: people and posts that we made up.

const minutes = (n) => new Date(Date.now() - n * 60_000).toISOString();

const people = {
  johanna: { id: "did:plc:johannamarsh", handle: "jomarsh.example", name: "Johanna Marsh", followers: 212, following: 180, posts: 1460, created_at: "2018-03-04T00:00:00Z", bio: "Nurse, two kids, one dog. Leeds." },
  priya: { id: "did:plc:priyanair", handle: "priya.press.example", name: "Priya Nair", followers: 18_400, following: 611, posts: 9020, created_at: "2016-05-19T00:00:00Z", verified: true, bio: "Consumer affairs reporter." },
  sam: { id: "did:plc:samodell", handle: "samodell.example", name: "Sam O’Dell", followers: 54, following: 120, posts: 310, created_at: "2021-09-01T00:00:00Z" },
  lena: { id: "did:plc:lenahollis", handle: "lena.example", name: "Lena Hollis", followers: 391, following: 402, posts: 2210, created_at: "2019-11-20T00:00:00Z" },
  omar: { id: "did:plc:omaridris", handle: "omar.example", name: "Omar Idris", followers: 77, following: 92, posts: 640, created_at: "2020-02-11T00:00:00Z" },
  ruth: { id: "did:plc:ruthpenny", handle: "ruth.example", name: "Ruth Penny", followers: 129, following: 88, posts: 1201, created_at: "2017-07-07T00:00:00Z" },
  theo: { id: "did:plc:theobrandt", handle: "theo.example", name: "Theo Brandt", followers: 16, following: 40, posts: 57, created_at: "2024-01-15T00:00:00Z" },
  wanda: { id: "did:plc:wandafrost", handle: "wanda.example", name: "Wanda Frost", followers: 840, following: 512, posts: 5400, created_at: "2015-10-02T00:00:00Z" },
  jules: { id: "did:plc:julesabara", handle: "jules.example", name: "Jules Abara", followers: 233, following: 301, posts: 990, created_at: "2022-04-23T00:00:00Z" },
};

const said = [
  ["sam", 52, "Is the Acme 5G home plan any good? Thinking of switching to it next month."],
  ["wanda", 47, "Thank you @acme.com, the engineer fixed my line in ten minutes. Lovely service today."],
  ["theo", 41, "Acme charged me twice for the same router. I want my money back."],
  ["johanna", 38, "Acme, my internet is down again. Third time this month."],
  ["omar", 33, "Still on hold with Acme after forty minutes, this is useless."],
  ["lena", 26, "no signal at all with acme in Headingley since nine, is everything down?"],
  ["ruth", 24, "Acme network is down here in Headingley too, cannot work, cannot call"],
  ["jules", 21, "Anyone else in Leeds without Acme? The internet is down for our whole street"],
  ["priya", 12, "Journalist here. Writing about Acme’s refund backlog: has anyone been waiting for more than 30 days for a refund? My messages are open."],
  ["omar", 9, "@acme.com someone swapped my sim and my account was hacked overnight. My bank account is empty."],
  ["johanna", 3, "third night without internet, nobody at Acme answers. I am cancelling my contract and my lawyer will be in touch @acme.com"],
];

export const posts = () => said.map(([who, ago, text], number) => ({
  id: `at://${people[who].id}/app.bsky.feed.post/3k${number}`, source: "bluesky", created_at: minutes(ago), lang: "en", text,
  url: `https://social.example/${people[who].handle}/${number}`, author: people[who],
  ...(who === "johanna" ? { conversation: "acme-johanna" } : {}),
}));

export const brands = `brands:
  - id: acme
    name: Acme Telecom
    words: [acme, '@acme.com', '#acme']
`;

/** What else is said in the town, and concerns nobody here. */
export const chatter = (turn, count) => Array.from({ length: count }, (_, n) => ({
  id: `chatter-${turn}-${n}`, source: "bluesky", created_at: new Date().toISOString(), lang: "en",
  text: `walked the dog by the canal this morning, lap ${turn * 20 + n}`, author: { id: `did:plc:walker${(turn * 7 + n) % 40}`, handle: `walker${(turn * 7 + n) % 40}.example` },
}));
