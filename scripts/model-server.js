// npm run model-server: the released models, served over the Open Inference Protocol.
import { prepare } from './prepare.js';

prepare();
await import('../apps/model-server/dist/main.js');
