import { createMemoryStore } from '../../persistence/memory-store.ts';
import { letterContract } from './letter-contract.ts';
import { nodeContract } from './node-contract.ts';
import { storeContract } from './store-contract.ts';
import { memoryVandal } from './vandals.ts';

const store = createMemoryStore();
storeContract('memory', () => store);
letterContract(
  'memory',
  () => store,
  memoryVandal(() => store),
);
nodeContract('memory', () => createMemoryStore({ beside: store, now: () => performance.now() }));
