// A photo of the place, made small on the phone. Drawing it anew leaves out what cameras write into their
// files: where and when it was taken, and by which phone.

/** Longest side in pixels, and how hard it is pressed. */
const SIDE = 1600;
const QUALITIES = [0.8, 0.65, 0.5, 0.35];
const BYTES_MAX = 400_000;

/** A JPEG of at most a few hundred kilobytes. Throws where the file is no picture. */
export async function pressed(file) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  let smallest = null;
  for (const quality of QUALITIES) {
    smallest = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', quality); });
    if (smallest && smallest.size <= BYTES_MAX) break;
  }
  if (!smallest) throw new Error('the picture could not be made');
  return smallest;
}
