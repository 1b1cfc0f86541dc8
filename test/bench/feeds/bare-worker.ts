/** A canvas that a worker paints anew in every frame, and nothing else: what that costs a page by itself. */
addEventListener('message', ({ data }: MessageEvent<OffscreenCanvas>) => {
  const context = data.getContext('2d')!;
  let frame = 0;
  const paint = () => {
    context.fillStyle = frame++ % 2 === 0 ? '#fff' : '#eee';
    context.fillRect(0, 0, data.width, data.height);
    requestAnimationFrame(paint);
  };
  paint();
});
