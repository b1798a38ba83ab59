// What the page knows: open alerts by id, and which of them stand in the list.
const order = ["info", "low", "medium", "high", "critical"];
const ended = new Set(["resolved", "dismissed", "withdrawn"]);
export const kept_most = 5000;

export class Desk {
  constructor() {
    this.alerts = new Map();
    this.listed = new Set();
    this.least = "info";
    this.cut = false;
  }

  clear() {
    this.alerts.clear();
    this.listed.clear();
    this.cut = false;
  }

  passes(alert) {
    return order.indexOf(alert.severity) >= order.indexOf(this.least);
  }

  // True where the alert is new to the page.
  put(alert) {
    if (ended.has(alert.state)) {
      this.alerts.delete(alert.id);
      this.listed.delete(alert.id);
      return false;
    }
    const known = this.alerts.has(alert.id);
    this.alerts.set(alert.id, alert);
    if (this.alerts.size > kept_most) this.#dropOldest();
    return !known;
  }

  #dropOldest() {
    let oldest = null;
    for (const alert of this.alerts.values()) if (!oldest || alert.raised < oldest.raised) oldest = alert;
    this.alerts.delete(oldest.id);
    this.listed.delete(oldest.id);
    this.cut = true;
  }

  // A post was edited or deleted: what stands of its text, wherever it stands, follows.
  postChanged(post) {
    const touched = [];
    for (const alert of this.alerts.values()) {
      if (alert.post.id !== post.id || alert.post.source !== post.source) continue;
      if (alert.post.version === post.version && !post.gone) continue;
      alert.post = post;
      for (const finding of alert.findings) {
        if (finding.post) continue;
        delete finding.spans;
        delete finding.tested;
      }
      touched.push(alert.id);
    }
    return touched;
  }

  listAll() {
    for (const id of this.alerts.keys()) this.listed.add(id);
  }

  rows() {
    return [...this.listed].map((id) => this.alerts.get(id)).filter((alert) => this.passes(alert))
      .sort((a, b) => (a.raised < b.raised ? 1 : a.raised > b.raised ? -1 : a.id < b.id ? 1 : -1));
  }

  waiting() {
    let count = 0;
    for (const alert of this.alerts.values()) if (!this.listed.has(alert.id) && this.passes(alert)) ++count;
    return count;
  }

  openCount() {
    let count = 0;
    for (const alert of this.alerts.values()) if (this.passes(alert)) ++count;
    return count;
  }
}
