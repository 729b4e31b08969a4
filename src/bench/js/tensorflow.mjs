// LeNet-5 with TensorFlow.js. Its WebAssembly backend cannot train.
import { createRequire } from 'node:module'
import { imagesPerSecond, print } from './timing.mjs'

const require = createRequire(import.meta.url)
const tf = require('@tensorflow/tfjs')
const wasm = require('@tensorflow/tfjs-backend-wasm')
wasm.setThreadsCount(1)

for (const backend of ['cpu', 'wasm']) {
  await tf.setBackend(backend)
  await tf.ready()
  const weight = (...shape) => tf.variable(tf.randomNormal(shape, 0, 0.1))
  const [c1, b1, c3, b3, c5, b5] = [weight(5, 5, 1, 6), weight(6), weight(5, 5, 6, 16), weight(16), weight(5, 5, 16, 120), weight(120)]
  const [f6, b6, f7, b7] = [weight(120, 84), weight(84), weight(84, 10), weight(10)]
  const conv = (x, w, b) => tf.tanh(tf.add(tf.conv2d(x, w, 1, 'valid'), b))
  const logits = (x) => {
    const s2 = tf.avgPool(conv(x, c1, b1), 2, 2, 'valid')
    const s4 = tf.avgPool(conv(s2, c3, b3), 2, 2, 'valid')
    const flat = tf.reshape(conv(s4, c5, b5), [32, 120])
    return tf.add(tf.matMul(tf.tanh(tf.add(tf.matMul(flat, f6), b6)), f7), b7)
  }
  const x = tf.randomUniform([32, 32, 32, 1], -1, 1)
  const labels = tf.oneHot(tf.tensor1d([...Array(32).keys()].map((i) => i % 10), 'int32'), 10)
  const optimizer = tf.train.momentum(0.01, 0.9)
  const loss = () => tf.losses.softmaxCrossEntropy(labels, logits(x))
  const step = async () => {
    const value = optimizer.minimize(loss, true)
    await value.data()
    value.dispose()
  }
  const forward = async () => {
    for (let i = 0; i < (backend === 'wasm' ? 20 : 1); i++) {
      const y = tf.tidy(() => tf.softmax(logits(x)))
      await y.data()
      y.dispose()
    }
  }
  const training = backend === 'cpu' ? await imagesPerSecond(step, 1, 2) : ''
  const inference = await imagesPerSecond(forward, backend === 'wasm' ? 20 : 1, backend === 'wasm' ? 20 : 3)
  print(`TensorFlow.js, ${backend === 'wasm' ? 'WebAssembly' : 'JavaScript'}`, training, inference)
}
