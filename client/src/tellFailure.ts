import { commands, window } from 'vscode';
import { ServerIsDown } from './server.ts';

/** Reports to the person that a command failed, and what to do about it. */
export function tellFailure(error: unknown): void {
  if (error instanceof ServerIsDown) {
    void window.showErrorMessage('Podwire has stopped.', 'Restart').then((choice) => {
      if (choice) void commands.executeCommand('podwire.restartServer');
    });
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  void window.showErrorMessage(`Podwire could not do this: ${message}`, 'Show Output').then((choice) => {
    if (choice) void commands.executeCommand('podwire.showOutput');
  });
}
