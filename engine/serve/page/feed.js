// The live feed: one WebSocket that comes back by itself with the last number it has.
const first_wait = 500;
const longest_wait = 15000;
// The server says at least a mark every 10 s: silence for longer is no live page.
const silent_after = 25000;

export class Feed {
  #on;
  #socket = null;
  #since = null;
  #wait = first_wait;
  #timer = 0;
  #fresh = false;

  // on: {state(name, detail), reset(), alerts(list), event(event), caughtUp()}
  constructor(on) {
    this.#on = on;
    this.heard = 0;
    addEventListener("online", () => this.#again(0));
    addEventListener("offline", () => this.#socket?.close());
    setInterval(() => this.#look(), 1000);
    this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#on.state(this.#since === null ? "connecting" : "resuming");
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    const socket = new WebSocket(scheme + location.host + "/api/v1/feed", "tocsin.v1");
    this.#socket = socket;
    this.heard = Date.now();
    socket.onopen = () => {
      const hello = { type: "hello" };
      if (this.#since !== null) hello.since = this.#since;
      this.#fresh = this.#since === null;
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (message) => socket === this.#socket && this.#take(JSON.parse(message.data));
    socket.onclose = () => socket === this.#socket && this.#lost();
  }

  #lost() {
    this.#socket = null;
    const wait = this.#wait * (0.7 + 0.6 * Math.random());
    this.#wait = Math.min(this.#wait * 2, longest_wait);
    this.#again(wait);
    this.#on.state("offline", Date.now() + wait);
  }

  #again(wait) {
    if (this.#socket) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  retry() {
    this.#again(0);
  }

  #look() {
    if (!this.#socket || Date.now() - this.heard < silent_after) return;
    const socket = this.#socket;
    this.#lost();
    socket.close();
  }

  #take(message) {
    this.heard = Date.now();
    if (!Array.isArray(message)) return this.#one(message);
    for (const one of message) this.#one(one);
  }

  #one(message) {
    switch (message.type) {
      case "reset":
        this.#fresh = true;
        break;
      case "snapshot":
        if (this.#fresh) this.#on.reset();
        this.#fresh = false;
        this.#on.alerts(message.alerts);
        if (!message.more) this.#since = message.seq;
        break;
      case "event":
        // Numbers are dense for a client without a filter: a hole means that something was
        // missed, so everything is asked for anew rather than shown wrong.
        if (this.#since !== null && message.seq !== this.#since + 1) {
          this.#since = null;
          this.#socket.close();
          return;
        }
        this.#since = message.seq;
        this.#on.event(message);
        break;
      case "live":
        this.#since = message.seq;
        this.#wait = first_wait;
        this.#on.state("live");
        this.#on.caughtUp();
        break;
      case "mark":
        this.#since = message.seq;
        break;
    }
  }
}
