import { Suspense, useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { Shell } from './components/shell.tsx';
import { SkeletonRows } from './components/states.tsx';
import { whenIdle } from './lib/clock.ts';
import { HeartbeatPage } from './pages/heartbeat.tsx';
import {
  CredentialsPage,
  fetchLaterPages,
  IncidentPage,
  IncidentsPage,
  LedgerPage,
  McpPage,
  MonitorPage,
  ProviderPage,
  ProvidersPage,
  SetupPage,
  TasksPage,
} from './pages/later-pages.tsx';
import { MonitorsPage } from './pages/monitors.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OverviewPage } from './pages/overview.tsx';

export function App() {
  useEffect(() => whenIdle(fetchLaterPages), []);
  return (
    <Shell>
      <Suspense fallback={<SkeletonRows count={6} heightPx={72} />}>
        <Switch>
          <Route path="/" component={OverviewPage} />
          <Route path="/monitors" component={MonitorsPage} />
          <Route path="/monitors/:name" component={MonitorPage} />
          <Route path="/incidents" component={IncidentsPage} />
          <Route path="/incidents/:id" component={IncidentPage} />
          <Route path="/heartbeat" component={HeartbeatPage} />
          <Route path="/providers" component={ProvidersPage} />
          <Route path="/providers/:type" component={ProviderPage} />
          <Route path="/ledger" component={LedgerPage} />
          <Route path="/credentials" component={CredentialsPage} />
          <Route path="/mcp" component={McpPage} />
          <Route path="/tasks" component={TasksPage} />
          <Route path="/setup" component={SetupPage} />
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </Shell>
  );
}
