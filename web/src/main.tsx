import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { LiveProvider } from './components/live-provider.tsx';
import { steadyCache } from './hooks/use-read.ts';
import { loadPreferences } from './lib/preferences.ts';
import './styles.css';

loadPreferences();

const client = new QueryClient({
  queryCache: steadyCache(),
  defaultOptions: {
    queries: {
      // Every read comes again by itself; trying twice at once would only hide for how long it failed.
      retry: false,
      staleTime: 5_000,
      // The daemon is often on this machine and answers without any network.
      networkMode: 'always',
    },
  },
});

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <LiveProvider>
          <App />
        </LiveProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
