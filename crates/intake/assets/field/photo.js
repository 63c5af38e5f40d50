// A photo of the place, made small on the phone. Drawing it anew leaves out what cameras write into their
// files: where and when it was taken, and by which phone. What browsers write in turn is cut out too.

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
  return new Blob(plainParts(new Uint8Array(await smallest.arrayBuffer())), { type: 'image/jpeg' });
}

/** The parts of a JPEG without those that tell more than the picture: Safari writes Exif into what it draws. */
export function plainParts(jpeg) {
  const SCAN = 0xda;
  const parts = [jpeg.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== SCAN) {
    const end = at + 2 + jpeg[at + 2] * 256 + jpeg[at + 3];
    if (!tellsMore(jpeg[at + 1], jpeg.subarray(at + 4, end))) parts.push(jpeg.subarray(at, end));
    at = end;
  }
  return [...parts, jpeg.subarray(at)];
}

/** APP1 to APP15 and comments, but for those about colours. */
function tellsMore(marker, content) {
  const isProfile = marker === 0xe2 && String.fromCharCode(...content.subarray(0, 11)) === 'ICC_PROFILE';
  const isAdobe = marker === 0xee;
  return !isProfile && !isAdobe && ((marker >= 0xe1 && marker <= 0xef) || marker === 0xfe);
}
