#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace everyword {

/// Learns to tell attributes of pictures that nothing which guides them has a part in: the judge of
/// edits.
///
/// `folder` holds attributes.csv and the pictures that it names, either beside it or in
/// pictures.zip. The file's first line names the columns: "file", "part" ("train" or "held_out"),
/// and one column an attribute. One line a picture; an empty value is the value "none"; commas
/// separate, there are no quotes. Pictures are of any format and size that readPicture() takes.
struct AttributeTrainRequest {
  std::string folder;
  std::string output;                   ///< of the weights, a safetensors file
  int epochs = 40;                      ///< times that each picture is seen
  double minutes = 0;                   ///< at most; 0: as long as the epochs take
  int threads = 0;                      ///< 0: all cores
  std::vector<std::string> attributes;  ///< columns to learn; empty: all
  std::uint64_t seed = 1;
};

struct AttributeScore {
  std::string attribute;
  int values = 0;        ///< that it can have
  double accuracy = 0;   ///< share of the held-out pictures told right, [0, 1]
  double commonest = 0;  ///< the same when always the commonest value is told
};

struct AttributeTraining {
  std::vector<AttributeScore> heldOut;
  int trainPictures = 0, heldOutPictures = 0;
  double epochs = 0;  ///< that were done
  double seconds = 0;
  bool stopped = false;  ///< before the time was over; the weights are written all the same
};

/// Trains on this thread, on the CPU, and writes `output` atomically. `progress(fraction, what)`
/// after each batch; returning false ends the training there. The learning rate falls to zero over
/// the time or epochs that there are. The same request makes the same weights unless `minutes` ends
/// it. Throws FileError (no or a damaged table, a missing or damaged picture), InputError,
/// ResourceError.
AttributeTraining trainAttributes(
    const AttributeTrainRequest &request,
    const std::function<bool(double fraction, const std::string &what)> &progress);

}  // namespace everyword
