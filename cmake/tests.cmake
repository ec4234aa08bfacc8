# Every native/test/<name>.cpp is one program; it passes when it exits with 0.
file(GLOB programs CONFIGURE_DEPENDS native/test/*.cpp)
foreach(program IN LISTS programs)
  get_filename_component(name ${program} NAME_WE)
  add_executable(${name} ${program})
  target_link_libraries(${name} PRIVATE x86_pte)
  add_test(NAME ${name} COMMAND ${name})
endforeach()
