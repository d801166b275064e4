#include "engine/export/gif_palette.h"

#include <algorithm>
#include <limits>
#include <opencv2/core.hpp>

namespace everyword {

namespace {

constexpr std::size_t kSampleSize = 16384;
constexpr int kBits = 6;

std::size_t cellOf(const std::uint8_t *rgb) {
  return std::size_t(rgb[0] >> (8 - kBits)) << (2 * kBits) |
         std::size_t(rgb[1] >> (8 - kBits)) << kBits | std::size_t(rgb[2] >> (8 - kBits));
}

/// Evenly spread pixels of all frames, [n,3] float.
cv::Mat samplePixels(const std::vector<FramePtr> &frames) {
  const std::size_t pixels = static_cast<std::size_t>(frames[0]->width) * frames[0]->height;
  const std::size_t all = pixels * frames.size();
  // Odd, so that the sample does not fall on the same columns again and again.
  const std::size_t stride = std::max<std::size_t>(1, all / kSampleSize) | 1;
  cv::Mat sample(0, 3, CV_32F);
  sample.reserve(kSampleSize + 1);
  for (std::size_t i = 0; i < all; i += stride) {
    const std::uint8_t *rgb = frames[i / pixels]->rgba.data() + (i % pixels) * 4;
    sample.push_back(cv::Mat(cv::Matx13f(rgb[0], rgb[1], rgb[2])));
  }
  return sample;
}

/// At most 256 rows of red, green, blue.
cv::Mat clusterColours(const cv::Mat &sample) {
  if (sample.rows <= 256) {
    return sample;
  }
  cv::theRNG().state = 0x45564552;  // the generator is this thread's own; the palette must not
                                    // depend on what ran before
  cv::Mat labels, centres;
  cv::kmeans(sample, 256, labels,
             cv::TermCriteria(cv::TermCriteria::COUNT + cv::TermCriteria::EPS, 8, 0.5), 1,
             cv::KMEANS_PP_CENTERS, centres);
  return centres;
}

}  // namespace

GifPalette::GifPalette(const std::vector<FramePtr> &frames) {
  const cv::Mat centres = clusterColours(samplePixels(frames));
  for (int i = 0; i < 256; ++i) {
    const float *row = centres.ptr<float>(std::min(i, centres.rows - 1));
    colours_[static_cast<std::size_t>(i)] = {cv::saturate_cast<uchar>(row[0]),
                                             cv::saturate_cast<uchar>(row[1]),
                                             cv::saturate_cast<uchar>(row[2])};
  }
  nearest_.resize(std::size_t{1} << (3 * kBits));
  const int step = 1 << (8 - kBits);
  const auto middle = [&](std::size_t cell, int shift) {
    return static_cast<int>(cell >> shift & ((1u << kBits) - 1)) * step + step / 2;
  };
  for (std::size_t cell = 0; cell < nearest_.size(); ++cell) {
    const int red = middle(cell, 2 * kBits), green = middle(cell, kBits), blue = middle(cell, 0);
    int best = std::numeric_limits<int>::max();
    for (int i = 0; i < 256; ++i) {
      const GifColorType &colour = colours_[static_cast<std::size_t>(i)];
      const int r = red - colour.Red, g = green - colour.Green, b = blue - colour.Blue;
      if (const int distance = r * r + g * g + b * b; distance < best) {
        best = distance;
        nearest_[cell] = static_cast<GifPixelType>(i);
      }
    }
  }
}

std::vector<GifPixelType> GifPalette::indicesOf(const Frame &frame) const {
  std::vector<GifPixelType> indices(static_cast<std::size_t>(frame.width) * frame.height);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    indices[i] = nearest_[cellOf(frame.rgba.data() + i * 4)];
  }
  return indices;
}

}  // namespace everyword
