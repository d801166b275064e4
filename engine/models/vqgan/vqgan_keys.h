#pragma once

#include <cstddef>
#include <string>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {
struct ModelReport;
struct ModelSource;
struct VqganConfig;
}  // namespace everyword

namespace everyword::vqgan {

/// The entries of the model itself without what stands before its names: "state_dict." of a
/// Lightning checkpoint, "first_stage_model." of a transformer's, which holds a second autoencoder
/// (choosePart; `config`: of its yaml). The table as it is when there is nothing to take off.
TensorTable modelPart(const TensorTable &table, const VqganConfig *config = nullptr);

/// Do the names look like a VQGAN with a codebook?
bool looksLikeVqgan(const TensorTable &table);

void describe(const ModelSource &source, ModelReport &report);
/// The yaml alone, report.path.
void describeYaml(ModelReport &report);
/// Does a text that begins so look like the yaml of a model?
bool looksLikeYaml(const std::string &start);
/// Throws FileError saying what differs.
void requireYamlFits(const TensorTable &table, const std::string &yaml);

/// "quantize.embedding.weight", or GumbelVQ's "quantize.embed.weight".
std::string codebookName(bool gumbel);

/// "encoder.down.3"
std::string levelName(const std::string &side, std::size_t level);

}  // namespace everyword::vqgan
