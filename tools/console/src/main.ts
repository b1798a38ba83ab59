import "./theme.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { clockTime } from "./parts/times";
import { startRouter } from "./router.svelte";
import { startClock } from "./state/clock.svelte";
import { lengthOn } from "./screens/alert/length";
import { askSession } from "./state/session.svelte";
import { settings, showTheme } from "./state/settings.svelte";

showTheme();
startRouter();
startClock();
void askSession();
// A task of its own: what was just compiled has had one already.
setTimeout(() => mount(App, { target: document.getElementById("console")! }));

// What a browser is slow to make, made before the first alert is opened, when there is nothing else to do.
const idle = (run: () => void) => ("requestIdleCallback" in window ? requestIdleCallback(run) : setTimeout(run, 1000));
idle(() => {
  clockTime(new Date().toISOString(), settings.zone, Date.now());
  idle(() => lengthOn("", ""));
});
