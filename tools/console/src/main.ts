import "./theme.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { startRouter } from "./router.svelte";
import { startClock } from "./state/clock.svelte";
import { askSession } from "./state/session.svelte";
import { showTheme } from "./state/settings.svelte";

showTheme();
startRouter();
startClock();
void askSession();
// A task of its own: what was just compiled has had one already.
setTimeout(() => mount(App, { target: document.getElementById("console")! }));
