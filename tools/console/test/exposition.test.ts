import { expect, it } from "vitest";
import { labelled, samplesOf, total } from "~/screens/health/exposition";

const text = `# HELP tocsin_posts_total posts judged
# TYPE tocsin_posts_total counter
tocsin_posts_total 1284
tocsin_rejected_total{reason="no \\"text\\"",where="a\\\\b"} 3
tocsin_rejected_total{reason="too, long}"} 4
tocsin_lag{le="+Inf"} +Inf
broken line here
tocsin_small 1.5e-3 1795244400000
`;

it("reads names, labels and values", () => {
  expect(samplesOf(text)).toEqual([
    { name: "tocsin_posts_total", labels: {}, value: 1284 },
    { name: "tocsin_rejected_total", labels: { reason: 'no "text"', where: "a\\b" }, value: 3 },
    { name: "tocsin_rejected_total", labels: { reason: "too, long}" }, value: 4 },
    { name: "tocsin_lag", labels: { le: "+Inf" }, value: Infinity },
    { name: "tocsin_small", labels: {}, value: 0.0015 },
  ]);
});

it("sums over labels, and knows what is not told", () => {
  const samples = samplesOf(text);
  expect(total(samples, "tocsin_rejected_total")).toBe(7);
  expect(total(samples, "tocsin_unknown")).toBeUndefined();
  expect(labelled(samples, "tocsin_rejected_total")).toHaveLength(2);
});
