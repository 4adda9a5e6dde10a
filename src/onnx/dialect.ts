/** Who will run a graph. */
export type Provider = 'cpu' | 'cuda' | 'tensorrt' | 'webgpu'

/** What a graph may be made of: every provider has operators that it runs well, badly or not at all. */
export type Dialect = {
  readonly provider: Provider
  /** What the networks compute in. Inputs and outputs of a graph stay float32, uint8 and int64. */
  readonly float: 'float32' | 'float16'
  /** `fused`: com.microsoft MultiHeadAttention. `decomposed`: matrix products and a softmax. */
  readonly attention: 'fused' | 'decomposed'
  /** Whether operators of com.microsoft are known; TensorRT takes those of ai.onnx only. */
  readonly contrib: boolean
}

/** The dialect that a provider runs best, as far as is known before it has been tried. */
export function dialectOf(provider: Provider, float: Dialect['float']): Dialect {
  const contrib = provider !== 'tensorrt'
  return { provider, float, attention: contrib ? 'fused' : 'decomposed', contrib }
}
