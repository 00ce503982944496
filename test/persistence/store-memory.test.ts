import { createMemoryStore } from '../../persistence/memory-store.ts';
import { storeContract } from './store-contract.ts';

const store = createMemoryStore();
storeContract('memory', () => store);
