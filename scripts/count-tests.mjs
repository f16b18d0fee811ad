// Prints "PASSED FAILED SKIPPED" of one xunit v2+ XML report.
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
const sum = (name) =>
  [...text.matchAll(/<assembly\s[^>]*>/g)].reduce((total, [tag]) => {
    const found = tag.match(new RegExp(`\\s${name}="(\\d+)"`));
    return total + (found ? Number(found[1]) : 0);
  }, 0);
console.log(sum('passed'), sum('failed') + sum('errors'), sum('skipped') + sum('not-run'));
