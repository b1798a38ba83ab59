import { failureOf } from "~/screens/asked.svelte";

// One thing that a person does at a time, and what became of it.
export class Action {
  busy = $state(false);
  said = $state("");
  failed = $state(false);

  // True: it was done.
  async run(what: () => Promise<unknown>, done = ""): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.said = "";
    this.failed = false;
    try {
      await what();
      this.said = done;
      return true;
    } catch (error) {
      this.failed = true;
      this.said = failureOf(error).text;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
