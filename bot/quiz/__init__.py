"""The quiz before, after and three months later (design after Calvete et al. 2022): plain Python."""
