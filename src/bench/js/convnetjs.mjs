// LeNet-5 with ConvNetJS. It has no average pooling, so the largest of each window is taken instead.
import { createRequire } from 'node:module'
import { imagesPerSecond, print } from './timing.mjs'

const convnetjs = createRequire(import.meta.url)('convnetjs')

const net = new convnetjs.Net()
net.makeLayers([
  { type: 'input', out_sx: 32, out_sy: 32, out_depth: 1 },
  { type: 'conv', sx: 5, filters: 6, stride: 1, pad: 0, activation: 'tanh' },
  { type: 'pool', sx: 2, stride: 2 },
  { type: 'conv', sx: 5, filters: 16, stride: 1, pad: 0, activation: 'tanh' },
  { type: 'pool', sx: 2, stride: 2 },
  { type: 'conv', sx: 5, filters: 120, stride: 1, pad: 0, activation: 'tanh' },
  { type: 'fc', num_neurons: 84, activation: 'tanh' },
  { type: 'softmax', num_classes: 10 },
])
const trainer = new convnetjs.Trainer(net, { method: 'sgd', momentum: 0.9, learning_rate: 0.01, batch_size: 32 })
const images = Array.from({ length: 32 }, () => {
  const image = new convnetjs.Vol(32, 32, 1, 0)
  for (let i = 0; i < image.w.length; i++) image.w[i] = Math.random() * 2 - 1
  return image
})

const training = await imagesPerSecond(() => images.forEach((image, i) => trainer.train(image, i % 10)), 1, 10)
const inference = await imagesPerSecond(() => images.forEach((image) => net.forward(image)), 1, 20)
print('ConvNetJS', training, inference)
