// One test: a scratch folder, a browser, and everything put away at the end, also when it fails.
import { launch, person } from "./browser.mjs";
import { Failed } from "./checks.mjs";
import { Program, scratchFolder } from "./program.mjs";

/**
 * Runs `body` with
 *   home          the scratch folder
 *   serve(more)   starts the program on the tests' packs; `more` are arguments
 *   program(args) starts it with these arguments alone
 *   visit(engine, options)  a person's browser (support/browser.mjs) at that program
 * Before a program is stopped in order, everybody leaves: their pages would notice.
 */
export async function test(body) {
  const began = Date.now();
  const home = scratchFolder();
  const running = [];
  const people = [];
  let browser = null;
  const everybodyLeaves = async () => {
    for (const one of people.splice(0)) await one.leave();
  };
  const start = async (program) => {
    running.push(program);
    const stop = program.stop.bind(program);
    program.stop = async () => {
      await everybodyLeaves();
      await stop();
    };
    return program.start();
  };
  let code = 0;
  try {
    browser = await launch();
    await body({
      home: home.path,
      browser,
      serve: (more) => start(Program.serving(home.path, more)),
      program: (args) => start(new Program(home.path, args)),
      async visit(engine, options) {
        const one = await person(browser, engine.origin, options);
        people.push(one);
        return one;
      },
    });
    await everybodyLeaves();
  } catch (error) {
    console.log(error instanceof Failed ? `FAILED: ${error.message}` : `FAILED: ${error.stack}`);
    const shots = process.env.TOCSIN_TEST_SHOTS;
    for (const [n, { page }] of people.entries()) if (shots) await page.screenshot({ path: `${shots}/failed-${n}.png` }).catch(() => {});
    for (const program of running) console.log(`the program said:\n${program.said().slice(-3000)}`);
    code = 1;
  }
  await browser?.close();
  for (const program of running) await program.end();
  home.remove();
  console.log(`${((Date.now() - began) / 1000).toFixed(1)} s`);
  process.exit(code);
}
