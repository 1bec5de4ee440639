import { completionTimes } from './completion.ts';

console.log(completionTimes(10_000));
