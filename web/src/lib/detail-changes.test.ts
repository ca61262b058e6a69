import { expect, test } from 'vitest';
import { detailSteps } from './detail-changes.ts';

test('tells what each change changed, the newest first', () => {
  const steps = detailSteps([
    { at: '3', error: null, details: { unresolved_issues: 7, brand_new: 'x' } },
    { at: '2', error: 'HTTP 503', details: { unresolved_issues: 7 } },
    { at: '1', error: null, details: { unresolved_issues: 5 } },
  ]);
  expect(steps).toEqual([
    {
      at: '3',
      differences: [
        { label: 'Error', isKnown: true, before: 'HTTP 503', after: null },
        { label: 'brand_new', isKnown: false, before: null, after: 'x' },
      ],
    },
    {
      at: '2',
      differences: [
        { label: 'Error', isKnown: true, before: null, after: 'HTTP 503' },
        { label: 'Unresolved issues', isKnown: true, before: '5', after: '7' },
      ],
    },
  ]);
});

test('has nothing to tell of one state, or of none', () => {
  expect(detailSteps([{ at: '1', error: null, details: { a: 1 } }])).toEqual([]);
  expect(detailSteps([])).toEqual([]);
});

test('a look that failed takes no details away, and brings none back', () => {
  const steps = detailSteps([
    { at: '4', error: null, details: { unresolved_issues: 6 } },
    { at: '3', error: 'HTTP 502', details: {} },
    { at: '2', error: 'HTTP 503', details: {} },
    { at: '1', error: null, details: { unresolved_issues: 5 } },
  ]);
  expect(
    steps.map(({ differences }) => differences.map(({ label, before, after }) => [label, before, after])),
  ).toEqual([
    [
      ['Error', 'HTTP 502', null],
      ['Unresolved issues', '5', '6'],
    ],
    [['Error', 'HTTP 503', 'HTTP 502']],
    [['Error', null, 'HTTP 503']],
  ]);
});
