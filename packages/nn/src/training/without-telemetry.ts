// To be imported before ONNX Runtime, and in the main thread, whose environment is the process's: with version 1.30 it began to note each session
// in the home folder, and to send that to its makers, unless this variable says no (docs/adr/0017-no-telemetry.md).
import process from 'node:process';

process.env.ORT_DISABLE_TELEMETRY = '1';
