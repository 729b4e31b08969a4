package org.convolab.bench;

import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** The definition of a convolution with zeros around, as one would write it down first. */
final class Naive {
    private Naive() {}

    static Tensor convolve(Conv2d conv, Tensor input, Weights weights) {
        Window window = conv.window();
        Shape in = input.shape();
        Tensor output = Tensor.zeros(input.count(), conv.output(in));
        Shape out = output.shape();
        float[] weight = weights.get("layer.weight");
        float[] bias = weights.get("layer.bias");
        int reads = conv.channels() / conv.groups();
        int at = 0;
        for (int n = 0; n < input.count(); n++) {
            for (int f = 0; f < out.channels(); f++) {
                int first = f / (conv.filters() / conv.groups()) * reads;
                for (int i = 0; i < out.height(); i++) {
                    for (int j = 0; j < out.width(); j++) {
                        float sum = bias[f];
                        for (int c = 0; c < reads; c++) {
                            for (int u = 0; u < window.height(); u++) {
                                for (int v = 0; v < window.width(); v++) {
                                    int y = i * window.strideDown() + u - window.padding().top();
                                    int x = j * window.strideAcross() + v - window.padding().left();
                                    if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
                                        sum += input.at(n, first + c, y, x)
                                                * weight[((f * reads + c) * window.height() + u) * window.width() + v];
                                    }
                                }
                            }
                        }
                        output.data()[at++] = sum;
                    }
                }
            }
        }
        return output;
    }
}
