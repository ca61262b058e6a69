import { Suspense, useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { Shell } from './components/shell.tsx';
import { SkeletonRows } from './components/states.tsx';
import { whenIdle } from './lib/clock.ts';
import { HeartbeatPage } from './pages/heartbeat.tsx';
import { fetchLaterPages, IncidentPage, IncidentsPage, MonitorPage } from './pages/later-pages.tsx';
import { McpPage } from './pages/mcp.tsx';
import { MonitorsPage } from './pages/monitors.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { SetupPage } from './pages/setup.tsx';
import { TasksPage } from './pages/tasks.tsx';

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
          <Route path="/mcp" component={McpPage} />
          <Route path="/tasks" component={TasksPage} />
          <Route path="/setup" component={SetupPage} />
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </Shell>
  );
}
