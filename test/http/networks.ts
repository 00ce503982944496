/** A knowledge base about networks and storage that questions can be made of. */
import { memoryKnowledge, parseMarkdown } from '../actors/assessment/markdown-corpus.ts';

const GLOSSARY = `# Networks and storage

### Gateway

A gateway is a node that joins two systems which speak unlike protocols.

### Repeater

A repeater is a device that restores a weakened signal and sends it on.

### Bridge

A bridge is a device that joins two segments of one local area by hardware address.

### Subnet

A subnet is a range of addresses that share one prefix and one broadcast domain.

### Firewall

A firewall is a barrier that admits or discards traffic according to fixed rules.

### Tunnel

A tunnel is a channel that carries packets of one protocol inside those of another.
`;

export const NETWORKS = memoryKnowledge([parseMarkdown('networks.md', GLOSSARY)]);
