import { lazy } from 'react';

/** Fetched when the first row that is not well is opened. */
export const Explained = lazy(() =>
  import('./explained.tsx').then(({ Explained: part }) => ({ default: part })),
);
