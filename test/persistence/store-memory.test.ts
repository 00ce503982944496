import { createMemoryStore } from '../../persistence/memory-store.ts';
import { nodeContract } from './node-contract.ts';
import { storeContract } from './store-contract.ts';

const store = createMemoryStore();
storeContract('memory', () => store);
nodeContract('memory', () => createMemoryStore({ beside: store, now: () => performance.now() }));
