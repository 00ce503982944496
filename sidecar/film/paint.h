// The film's pictures: by as many threads as there are cores where the source allows it, piece by piece.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "film/compose.h"
#include "film/encode.h"
#include "film/timeline.h"

namespace avatar {

// Puts the presenter of that frame into the picture.
using Present = std::function<void(int frame, Picture& into)>;

// Where presenters come from. One that works in order is opened at the first frame that is wanted, and then asked for
// the next ones; any other is opened once a thread.
struct Source {
  std::string name;
  bool is_in_order = false;
  std::function<Present(int from)> open;
};

// Coded pieces from the first frame to the last. Whole pieces in `folder` are used again; new ones are put there.
std::vector<Piece> paint_all(const Job& job, const Timeline& line, const Source& source, const std::filesystem::path& folder,
                             const std::function<void(int done)>& progress);

// One frame as an image.
Image still(const Job& job, int segment, int frame, const Present& present);

}  // namespace avatar
