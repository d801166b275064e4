// Audits of folders of pictures (engine/api/audit.h).
#include "engine/api/audit.h"

#include <span>

#include "engine/core/device.h"
#include "engine/explain/audit_batch.h"
#include "engine/facade/resources.h"
#include "engine/facade/translate_errors.h"
#include "engine/models/model_loader.h"

namespace everyword {

void auditPictures(const AuditRequest &request,
                   const std::function<bool(const AuditResult &)> &heard) {
  translateErrors([&] {
    setThreads(request.threads);
    ModelLoader loader(findResources({}));
    const LoadedModels models = loader.load(request.models, chooseDevice(request.device), {"clip"});
    const std::span<const AuditItem> all = request.items;
    const auto batch = static_cast<std::size_t>(std::max(1, request.batch));
    for (std::size_t first = 0; first < all.size(); first += batch) {
      const auto some = all.subspan(first, std::min(batch, all.size() - first));
      for (const AuditResult &result :
           auditBatch({some.begin(), some.end()}, request.neglectedBelow, models)) {
        if (!heard(result)) {
          return;
        }
      }
    }
  });
}

}  // namespace everyword
