// The editor of a pack's text. This file and what it imports are a chunk of their own, fetched when
// the editor is opened. It lives in a shadow root: there CodeMirror uses adopted style sheets, which
// the page's policy allows; in the document it would write <style> elements, which it forbids.
import { autocompletion, completionKeymap, type CompletionContext } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Problem } from "./rules_api";
import { markOf, type Mark } from "./problems";
import { wordsFor } from "./words";

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", backgroundColor: "var(--raise)", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--pane)", color: "var(--dim)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--soft)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--mark)" },
  ".cm-selectionMatch": { backgroundColor: "var(--sel)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--raise)", color: "var(--text)", border: "1px solid var(--edge)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--sel)", color: "var(--text)" },
  ".cm-completionDetail": { color: "var(--dim)", fontStyle: "normal" },
  ".cm-panels input, .cm-panels button": { font: "inherit", color: "var(--text)", background: "var(--soft)", border: "1px solid var(--edge)", borderRadius: "4px" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--s-critical)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--s-medium)" },
  ".cm-lintRange-error": { backgroundImage: "none", borderBottom: "2px solid var(--s-critical)" },
  ".cm-lintRange-warning": { backgroundImage: "none", borderBottom: "2px dashed var(--s-medium)" },
});

const colours = syntaxHighlighting(HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--brass)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--dim)", fontStyle: "italic" },
  { tag: [tags.string, tags.content], color: "var(--text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--s-low)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--dim)" },
]));

const completing = (context: CompletionContext) => {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const found = wordsFor(before, context.explicit);
  return found && {
    from: context.pos - found.typed.length,
    options: found.words.map((word) => ({ label: word.label, detail: word.detail, apply: word.apply })),
  };
};

// The mend is offered in the problem's tooltip; it is made as typing is, so that undo takes it back.
const diagnosticOf = (mark: Mark): Diagnostic => ({
  ...mark,
  actions: mark.mend && [{ name: mark.mend.says, apply: (view) => view.dispatch({ changes: mark.mend!.changes }) }],
});

// Typing over a selection of several lines: a browser that edits by itself merges the lines with inline
// styles, which the policy forbids and reports. So the editor does it.
const typingOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    if (event.inputType !== "insertText" || event.data === null || view.composing || state.readOnly) return false;
    if (state.selection.ranges.every((range) => range.empty)) return false;
    event.preventDefault();
    view.dispatch(state.update(state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true }));
    return true;
  },
});

export interface EditorOptions {
  readonly text: string;
  readonly label: string;
  readonly writable: boolean;
  changed(text: string): void;
  cursorAt(line: number): void;
  save(): void;
}

export class Editor {
  private readonly view: EditorView;

  constructor(host: HTMLElement, options: EditorOptions) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":host{display:block;overflow:hidden}.cm-editor{height:100%}");
    root.adoptedStyleSheets = [sheet];
    let line = 0;
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: options.text,
        extensions: [
          lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(),
          highlightSelectionMatches(), search({ top: true }), lintGutter(), yaml(), look, colours,
          autocompletion({ override: [completing] }), typingOver,
          EditorState.tabSize.of(2), EditorState.readOnly.of(!options.writable),
          EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false", tabindex: "0" }),
          // No Tab here: it leaves the editor, as it leaves any field (WCAG 2.1.2).
          keymap.of([
            { key: "Mod-s", preventDefault: true, run: () => (options.save(), true) },
            ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...completionKeymap, ...lintKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) options.changed(update.state.doc.toString());
            const at = update.state.doc.lineAt(update.state.selection.main.head).number;
            if (at !== line) options.cursorAt((line = at));
          }),
        ],
      }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  replace(text: string): void {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  show(problems: readonly Problem[]): void {
    const text = this.text;
    this.view.dispatch(setDiagnostics(this.view.state, problems.map((each) => diagnosticOf(markOf(each, text)))));
  }

  goTo(line: number, focus = true): void {
    const { doc } = this.view.state;
    const at = doc.line(Math.min(Math.max(1, line), doc.lines)).from;
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "start", yMargin: 40 }) });
    if (focus) this.view.focus();
  }

  close(): void {
    this.view.destroy();
  }
}
