#pragma once

#include <c10/util/Exception.h>

#include <new>
#include <string>

#include "engine/api/errors.h"

namespace everyword {

/// The one place where foreign exceptions become ours. Cancelling is no error and does not come
/// here.
template <class Work>
auto translateErrors(Work work) {
  try {
    return work();
  } catch (const Error &) {
    throw;
  } catch (const std::bad_alloc &) {
    throw ResourceError("there is not enough memory",
                        "lower the cutouts or the size of the picture");
  } catch (const c10::Error &error) {
    const std::string text = error.what_without_backtrace();
    if (text.find("out of memory") != std::string::npos ||
        text.find("can't allocate memory") != std::string::npos) {
      throw ResourceError("there is not enough memory",
                          "lower the cutouts or the size of the picture");
    }
    throw Error("the computation failed (" + text.substr(0, text.find('\n')) + ")");
  } catch (const std::exception &error) {
    throw Error(std::string("something failed that should not (") + error.what() + ")");
  }
}

}  // namespace everyword
