import { FeedMachine, type Item, type Phase, type Step } from "./machine";

export interface Listener {
  items(items: Item[]): void;
  phase(phase: Phase): void;
  check(): void;
}

// The WebSocket around the machine, and nothing else.
export class FeedConnection {
  readonly machine = new FeedMachine();
  private socket: WebSocket | null = null;
  private timer = 0;
  private shown: Phase | null = null;

  constructor(private readonly listener: Listener) {}

  start(): void {
    addEventListener("online", this.online);
    addEventListener("offline", this.offline);
    this.timer = window.setInterval(() => this.run(this.machine.tick(Date.now())), 250);
    this.run(this.machine.start(Date.now()));
  }

  stop(): void {
    removeEventListener("online", this.online);
    removeEventListener("offline", this.offline);
    clearInterval(this.timer);
    this.run(this.machine.stop());
  }

  retry(): void {
    this.run(this.machine.retry(Date.now()));
  }

  // The whole picture once more.
  anew(): void {
    this.run(this.machine.anew(Date.now()));
  }

  // False where there is no connection: the caller says it some other way, or later.
  say(message: unknown): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private readonly online = () => this.retry();
  private readonly offline = () => this.run(this.machine.offline(Date.now()));

  private run(step: Step): void {
    for (const effect of step.effects) {
      switch (effect.do) {
        case "open": this.open(); break;
        case "send": this.socket?.send(effect.text); break;
        case "close": this.close(); break;
        case "check": this.listener.check(); break;
      }
    }
    if (step.items.length > 0) this.listener.items(step.items);
    if (this.shown === this.machine.phase) return;
    this.shown = this.machine.phase;
    this.listener.phase(this.shown);
  }

  private open(): void {
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    const socket = new WebSocket(`${scheme}${location.host}/api/v1/feed`, "tocsin.v1");
    this.socket = socket;
    const mine = () => this.socket === socket;
    socket.onopen = () => mine() && this.run(this.machine.opened(Date.now()));
    socket.onmessage = (message) => mine() && this.run(this.machine.message(String(message.data), Date.now()));
    socket.onclose = (closing) => mine() && this.run(this.machine.closed(closing.code, Date.now()));
  }

  private close(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
