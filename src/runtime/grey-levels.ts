/**
 * Colours to light levels, as libvips has them (sRGB to b-w): the luminance of ITU-R BT.709 in linear light, then sRGB's curve
 * (IEC 61966-2-1) again, between whole levels of which it interpolates. Grey stays as it is.
 */

const linear = Float32Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** One more than there are levels, for what lies between the last and white. */
const curved = Float32Array.from({ length: 257 }, (_, level) => {
  const value = Math.min(1, level / 255);
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
});

/** @param colours red, green, blue and opacity of each pixel, 0 to 255; opacity is passed over */
export function greyOf(colours: ArrayLike<number>): Uint8Array {
  const grey = new Uint8Array(colours.length / 4);
  for (let at = 0; at < grey.length; at++) {
    const [red = 0, green = 0, blue = 0] = [colours[4 * at], colours[4 * at + 1], colours[4 * at + 2]];
    grey[at] = red === green && green === blue ? red : levelOf(red, green, blue);
  }
  return grey;
}

function levelOf(red: number, green: number, blue: number): number {
  const light = (level: number) => linear[level] ?? 0;
  const value = 255 * Math.min(1, 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue));
  const below = Math.floor(value);
  const [from = 0, to = from] = [curved[below], curved[below + 1]];
  return Math.round(from + (to - from) * (value - below));
}
