/** From text or from pictures, with nothing besides: the weights of both kinds are the same. */
const pipelines = /^(StableDiffusion(XL)?(Img2Img)?|LatentConsistencyModel(Img2Img)?)Pipeline$/

/** Whether a `_class_name` of model_index.json is one that we can run. */
export function isKnownPipeline(name: string): boolean {
  return pipelines.test(name)
}
