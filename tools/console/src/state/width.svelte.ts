// Whether the page is as narrow as a phone: the same bound as in the style sheets.
const asked = matchMedia("(max-width: 720px)");

export const width = $state({ narrow: asked.matches });
asked.addEventListener("change", () => {
  width.narrow = asked.matches;
});
