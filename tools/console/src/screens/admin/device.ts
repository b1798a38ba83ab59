// What a browser calls itself, in the two words that its owner knows it by: "Firefox on Linux".
// Only for people to read: nothing is decided by it.

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, "Edge"], [/\bOPR\//, "Opera"], [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\//, "Chrome"], [/\bSafari\//, "Safari"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, "iPhone"], [/\biPad\b/, "iPad"], [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"], [/\bMac OS X\b|\bMacintosh\b/, "Mac"], [/\bLinux\b|\bX11\b/, "Linux"],
];

const first = (from: typeof browsers, text: string): string | undefined => from.find(([looks]) => looks.test(text))?.[1];

export function deviceName(agent: string): string {
  const browser = first(browsers, agent), system = first(systems, agent);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? (agent.trim().slice(0, 60) || "an unnamed program");
}
