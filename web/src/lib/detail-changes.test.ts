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
        { label: 'brand_new', isKnown: false, before: null, after: 'x' },
        { label: 'Error', isKnown: true, before: 'HTTP 503', after: null },
      ],
    },
    {
      at: '2',
      differences: [
        { label: 'Error', isKnown: true, before: null, after: 'HTTP 503' },
        { label: 'Unresolved issues', isKnown: true, before: '5', after: '7' },
      ].reverse(),
    },
  ]);
});

test('has nothing to tell of one state, or of none', () => {
  expect(detailSteps([{ at: '1', error: null, details: { a: 1 } }])).toEqual([]);
  expect(detailSteps([])).toEqual([]);
});
