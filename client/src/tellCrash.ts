import { commands, window } from 'vscode';

/** Reports a crash of the server to the person: a warning if it is started again, an error if it stays down. */
export function tellCrash(crash: 'restarting' | 'down'): void {
  const shown =
    crash === 'restarting'
      ? window.showWarningMessage('Podwire stopped unexpectedly and is being restarted.', showOutput)
      : window.showErrorMessage('Podwire stopped several times in a row and does not restart.', restart, showOutput);
  void shown.then((choice) => {
    if (choice) void commands.executeCommand(choice === restart ? 'podwire.restartServer' : 'podwire.showOutput');
  });
}

const restart = 'Restart';
const showOutput = 'Show Output';
