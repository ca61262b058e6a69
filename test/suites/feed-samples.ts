import type { FeedLevel } from '../../src/domain/feed-reading.ts';
import { jsonSamples } from './feed-samples-json.ts';
import { listSamples } from './feed-samples-lists.ts';

/** What a page of one kind says in one situation. */
export interface FeedSample {
  readonly kind: string;
  readonly type: string;
  /** As a page: the level that its watched part, and all of it, has. */
  readonly body: (scene: Scene) => unknown;
  /** What the kind can say, apart from that all is well. */
  readonly can: {
    readonly levels: readonly FeedLevel[];
    /** Its incidents name components. */
    readonly components: boolean;
    readonly incidents: boolean;
    /** They say how bad they are. */
    readonly impact: boolean;
    readonly maintenance: boolean;
  };
}

/** What a page is to tell of the component `API` (in whatever group the kind puts it) or of nothing by name. */
export interface Scene {
  readonly level: FeedLevel;
  readonly incident: SceneIncident | null;
  readonly maintenance: 'running' | 'announced' | null;
}

export interface SceneIncident {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly level: FeedLevel;
}

export const STARTED = '2026-11-20T09:00:00.000Z';
export const STARTED_MS = Date.parse(STARTED);
export const NOW_MS = Date.parse('2026-11-20T10:00:00.000Z');
/** Of a maintenance that is only announced. */
export const AHEAD = '2026-11-21T09:00:00.000Z';

export const CALM: Scene = { level: 'operational', incident: null, maintenance: null };

export const FEED_SAMPLES: readonly FeedSample[] = [...jsonSamples, ...listSamples];
