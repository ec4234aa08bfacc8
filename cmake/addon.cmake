# The door to Node, when cmake-js is the one who asks. The same flags and sources as binding.gyp.
add_library(x86_pte_addon MODULE native/addon.cpp ${CMAKE_JS_SRC})
set_target_properties(x86_pte_addon PROPERTIES PREFIX "" OUTPUT_NAME x86_pte SUFFIX ".node")
target_include_directories(x86_pte_addon SYSTEM PRIVATE ${CMAKE_JS_INC})
target_compile_definitions(x86_pte_addon PRIVATE NAPI_VERSION=8 NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS)
target_link_libraries(x86_pte_addon PRIVATE x86_pte ${CMAKE_JS_LIB})
