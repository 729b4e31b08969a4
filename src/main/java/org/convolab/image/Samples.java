package org.convolab.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The colors of pixels as a file has them, from 0 to 1: gray light, red, green and blue light, or cyan, magenta, yellow and
 * black ink. Without a profile they are sRGB, and ink takes its share of the light.
 *
 * @param colors of each pixel, row by row, one of the components after another
 * @param opacity of each pixel
 */
record Samples(int width, int components, float[] colors, float[] opacity) {
    private static final int MOST = 0xffff;

    private static Samples empty(int width, int height, int components) {
        return new Samples(width, components, new float[width * height * components], new float[width * height]);
    }

    /** The colors of an image, before any profile. */
    static Samples of(BufferedImage image, PictureMetadata metadata) {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        boolean indexed = model instanceof IndexColorModel;
        int type = model.getColorSpace().getType();
        // a palette of grays counts as gray where the profile is one of grays
        int components = indexed
                ? metadata.profile(1) == null ? 3 : 1
                : type == ColorSpace.TYPE_GRAY ? 1 : type == ColorSpace.TYPE_CMYK ? 4 : 3;
        boolean known = indexed || components != 3 || type == ColorSpace.TYPE_RGB;
        Samples samples = empty(image.getWidth(), image.getHeight(), components);
        int[] pixel = new int[raster.getNumBands()];
        for (int i = 0; i < samples.opacity.length; i++) {
            int x = i % samples.width;
            int y = i / samples.width;
            raster.getPixel(x, y, pixel);
            float opacity = 1;
            if (indexed || !known) {
                int color = indexed ? model.getRGB(pixel[0]) : image.getRGB(x, y);
                opacity = (color >>> 24) / 255f;
                for (int c = 0; c < components; c++) {
                    samples.colors[i * components + c] = (color >> 16 - 8 * c & 255) / 255f;
                }
            } else {
                opacity = model.hasAlpha() ? sample(raster, model, x, y, components) : 1;
                for (int c = 0; c < components; c++) {
                    float color = sample(raster, model, x, y, c);
                    samples.colors[i * components + c] =
                            model.isAlphaPremultiplied() && opacity > 0 ? color / opacity : color;
                }
            }
            samples.opacity[i] = metadata.isKey(pixel) ? 0 : opacity;
        }
        return samples;
    }

    private static float sample(Raster raster, ColorModel model, int x, int y, int band) {
        return raster.getTransferType() == DataBuffer.TYPE_FLOAT || raster.getTransferType() == DataBuffer.TYPE_DOUBLE
                ? Math.max(0, Math.min(1, raster.getSampleFloat(x, y, band)))
                : (float) (raster.getSampleDouble(x, y, band) / (Math.pow(2, model.getComponentSize(band)) - 1));
    }

    /**
     * The inks of a JPEG with four components, which has them as Adobe's programs write them: white is 255.
     *
     * @param differences whether the first three are luma and chroma of the light that these inks leave
     */
    static Samples ofInks(Raster raster, boolean differences) {
        Samples samples = empty(raster.getWidth(), raster.getHeight(), 4);
        float[] pixel = new float[4];
        for (int i = 0; i < samples.opacity.length; i++) {
            raster.getPixel(i % samples.width + raster.getMinX(), i / samples.width + raster.getMinY(), pixel);
            if (differences) {
                float luma = pixel[0];
                float blue = pixel[1] - 128;
                float red = pixel[2] - 128;
                pixel[0] = luma + 1.402f * red;
                pixel[1] = luma - 0.344136f * blue - 0.714136f * red;
                pixel[2] = luma + 1.772f * blue;
            }
            for (int c = 0; c < 4; c++) {
                samples.colors[4 * i + c] = 1 - Math.max(0, Math.min(255, pixel[c])) / 255;
            }
            samples.opacity[i] = 1;
        }
        return samples;
    }

    /** Writes the pixels on white into a picture of red, green and blue light, from a place on. */
    void light(PictureMetadata metadata, Tensor picture, int left, int top) {
        Samples rgb = inSrgb(metadata.profile(components));
        int side = picture.shape().width();
        for (int i = 0; i < opacity.length; i++) {
            int at = (top + i / width) * side + left + i % width;
            for (int c = 0; c < 3; c++) {
                picture.data()[c * side * side + at] = 1 + opacity[i] * (rgb.colors[3 * i + c] - 1);
            }
        }
    }

    private Samples inSrgb(@Nullable ICC_Profile profile) {
        Samples rgb = empty(width, opacity.length / width, 3);
        if (profile != null && converted(profile, rgb)) {
            return rgb;
        }
        for (int i = 0; i < opacity.length; i++) {
            for (int c = 0; c < 3; c++) {
                rgb.colors[3 * i + c] = switch (components) {
                    case 1 -> colors[i];
                    case 3 -> colors[3 * i + c];
                    default -> (1 - colors[4 * i + c]) * (1 - colors[4 * i + 3]);
                };
            }
        }
        return rgb;
    }

    /** Brings the colors of a profile to sRGB; false if the profile is damaged. */
    private boolean converted(ICC_Profile profile, Samples rgb) {
        try {
            int height = opacity.length / width;
            WritableRaster from =
                    Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, width, height, components, null);
            float[] scaled = new float[colors.length];
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = Math.round(colors[i] * MOST);
            }
            from.setPixels(0, 0, width, height, scaled);
            WritableRaster to = Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, width, height, 3, null);
            ICC_Profile[] way = {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)};
            new ColorConvertOp(way, null).filter(from, to);
            to.getPixels(0, 0, width, height, rgb.colors);
            for (int i = 0; i < rgb.colors.length; i++) {
                rgb.colors[i] /= MOST;
            }
            return true;
        } catch (CMMException | IllegalArgumentException damaged) {
            return false;
        }
    }
}
