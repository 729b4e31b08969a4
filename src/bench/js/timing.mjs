/** Runs `batches()` of 32 images, first to warm up, and gives the best images a second of several rounds. */
export async function imagesPerSecond(batches, count, rounds) {
  await batches()
  let best = Infinity
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    await batches()
    best = Math.min(best, performance.now() - start)
  }
  return Math.round((count * 32 * 1000) / best)
}

export const print = (name, training, inference) => console.log([name, training, inference].join('\t'))
