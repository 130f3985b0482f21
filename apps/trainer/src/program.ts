// The command line's commands, together.
import { Command } from 'commander';
import { dataCommand } from './commands/data.js';
import { evaluateCommand } from './commands/evaluate.js';
import { modelsCommand } from './commands/models.js';
import { predictCommand } from './commands/predict.js';
import { trainCommand } from './commands/train.js';

export function createProgram(): Command {
  return new Command('digits')
    .description('Handwritten digits: fetch data, train, evaluate, predict, and manage models.')
    .showHelpAfterError('(add --help for what is possible)')
    .addCommand(dataCommand())
    .addCommand(trainCommand())
    .addCommand(evaluateCommand())
    .addCommand(predictCommand())
    .addCommand(modelsCommand());
}
