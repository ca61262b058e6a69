import { useLocation } from 'wouter';
import { goBack } from '../lib/trail.ts';
import { useCommand } from './use-command.ts';

/** `esc` goes back. `first` may use the key for something nearer, and then says so. */
export function useBack(fallback: string, first: () => boolean = () => false): void {
  const [, navigate] = useLocation();
  useCommand((command) => {
    if (command === 'close' && !first()) goBack(fallback, navigate);
  });
}
