import { sayToFeed } from "~/state/desk.svelte";

// Tells the others which case this reader looks at. Said after a moment, so that walking through a
// list is not told; said again, since a server forgets those who fall silent.

const moment_ms = 400;
const again_ms = 20_000;

export function seeing(caseId: string, typing: boolean): () => void {
  let said = false;
  const say = () => {
    said = sayToFeed({ type: "seeing", case: caseId, typing }) || said;
  };
  const first = setTimeout(say, typing ? 0 : moment_ms);
  const again = setInterval(say, again_ms);
  return () => {
    clearTimeout(first);
    clearInterval(again);
    if (said) sayToFeed({ type: "seeing", case: null, typing: false });
  };
}
