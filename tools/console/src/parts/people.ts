import type { Author, Post } from "~/api/types";

// A name for an author, whatever is known of them.
export const authorName = (post: Post): string =>
  post.author?.name || post.author?.handle || shortId(post.author?.id) || "unknown author";

const shortId = (id: string | undefined): string => (id && id.length > 18 ? `${id.slice(0, 17)}…` : (id ?? ""));

export function handleOf(author: Author | undefined): string {
  const handle = author?.handle;
  if (!handle || handle === author?.name) return "";
  return /^[@/]|^\w+\//.test(handle) ? handle : `@${handle}`;
}

// Two letters for a person: "Dana Reyes" is DR.
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
}
