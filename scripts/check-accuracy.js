// Whether the released model is as good as it is said to be: reads what "digits evaluate --json" prints from standard input.
//   npm run --silent digits -- evaluate --json | node scripts/check-accuracy.js
import process from 'node:process';

const MIN_ACCURACY = 0.995;
const MAX_ECE = 0.0025;

let text = '';
for await (const chunk of process.stdin) text += chunk;

/** @returns {unknown} what is in the text, undefined where it is no JSON */
function parse() {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const { model, mnist } = /** @type {any} */ (parse()) ?? {};
const name = `${model?.name} ${model?.version}`;
const problems = [];
if (typeof mnist?.accuracy !== 'number' || typeof mnist?.ece !== 'number') {
  problems.push(`There is no mnist.accuracy and mnist.ece in what came: "${text.trim().slice(0, 200)}".`);
} else {
  // Written so that NaN is a problem, too.
  if (!(mnist.accuracy >= MIN_ACCURACY)) {
    problems.push(
      `${name} reads ${mnist.accuracy * 100} % of MNIST's test digits, and must read ${MIN_ACCURACY * 100} %.`,
    );
  }
  if (!(mnist.ece <= MAX_ECE)) {
    problems.push(`${name} has an expected calibration error of ${mnist.ece}, and may have ${MAX_ECE}.`);
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${name}: accuracy ${mnist.accuracy}, expected calibration error ${mnist.ece.toFixed(5)}.`);
