import { Route, Switch } from 'wouter';
import { Shell } from './components/shell.tsx';
import { HeartbeatPage } from './pages/heartbeat.tsx';
import { McpPage } from './pages/mcp.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { SetupPage } from './pages/setup.tsx';
import { TasksPage } from './pages/tasks.tsx';

export function App() {
  return (
    <Shell>
      <Switch>
        <Route path="/" component={OverviewPage} />
        <Route path="/heartbeat" component={HeartbeatPage} />
        <Route path="/mcp" component={McpPage} />
        <Route path="/tasks" component={TasksPage} />
        <Route path="/setup" component={SetupPage} />
        <Route component={NotFoundPage} />
      </Switch>
    </Shell>
  );
}
