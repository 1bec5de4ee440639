import { commands, window } from 'vscode';

/** Tells a person that the server crashed: a warning where it comes back by itself, an error where it does not. */
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
