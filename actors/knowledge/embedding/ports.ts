/** What search by meaning needs of the world. */

/** A configured model that turns texts into vectors. */
export interface Embedder {
  /** Vectors of different models are never compared. */
  model: string;
  /** One vector a text, in order. Rejects when the provider fails or takes too long. */
  embed(texts: string[]): Promise<Float32Array[]>;
}

/** Vectors that were paid for once, by model and by the hash of their text. */
export interface VectorShelf {
  find(model: string, hashes: string[]): Promise<Map<string, Float32Array>>;
  keep(model: string, vectors: Map<string, Float32Array>): Promise<void>;
}
